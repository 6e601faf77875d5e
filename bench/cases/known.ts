import type { ActivityInput } from "../../src/core/activity.ts";
import { exactly } from "../support/bar.ts";
import type { BenchCase } from "../support/bench-case.ts";
import { cpuNanoseconds } from "../support/cpu.ts";
import { markUsers } from "../support/marked-users.ts";
import { ownZone, shuffled, userId } from "../support/people.ts";
import { interleave } from "../support/rounds.ts";
import { estimate } from "../support/statistics.ts";

const ID_LENGTH = 36;

/**
 * `record()` for known users in random order. Ids are cut freshly out of bytes, as a request brings them: a text that was
 * looked up before remembers its hash, and would be found too cheaply.
 */
export const knownCase: BenchCase = async (context) => {
  const { name, sizes } = context;
  const { tracker, bytesPerUser } = await markUsers(context);
  const order = shuffled(sizes.known);
  const ids = Buffer.from(order.map(userId).join(""), "latin1");
  const freshInputs = (): ActivityInput[] =>
    order.map((number, i) => {
      const zone = ownZone(number);
      const id = ids.toString("latin1", i * ID_LENGTH, (i + 1) * ID_LENGTH);
      return { userId: id, type: "request", ...(zone !== undefined && { zone }) };
    });
  const before = { statements: tracker.store.stats().statements, marked: tracker.stats().marked };
  let inputs: ActivityInput[] = [];
  let looked = 0;
  const { record, nothing } = await interleave(Math.max(sizes.rounds, 15), {
    record: () => {
      inputs = freshInputs();
      return cpuNanoseconds(inputs.length, () => {
        for (const input of inputs) void tracker.record(input);
      });
    },
    // The same walk over the same inputs, whose memory is cold, without recording them.
    nothing: () => {
      inputs = freshInputs();
      return cpuNanoseconds(inputs.length, () => {
        for (const input of inputs) looked += input.userId.length;
      });
    },
  });
  const calls = (Math.max(sizes.rounds, 15) + 2) * sizes.known;
  const marked = tracker.stats().marked - before.marked;
  if (marked !== calls || looked !== calls * ID_LENGTH) throw new Error(`${marked} of ${calls} calls were known`);
  const statements = tracker.store.stats().statements - before.statements;
  await tracker.close();
  const detail = { users: sizes.known, loopAlone: estimate(nothing) };
  return [
    { name, what: "record()", bar: { kind: "at most", value: 1000 }, unit: "ns", measured: estimate(record), detail },
    {
      name,
      what: "memory of marks, a user",
      bar: { kind: "at most", value: 100 },
      unit: "bytes",
      measured: exactly(bytesPerUser),
    },
    { name, what: "statements sent", bar: { kind: "at most", value: 0 }, unit: "", measured: exactly(statements) },
  ];
};
