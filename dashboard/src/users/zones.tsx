import { Table } from "@mantine/core";
import type { ReactNode } from "react";
import { useAnswer } from "../api/answers.tsx";
import { ScrollBox } from "../charts/scroll-box.tsx";
import { Failure } from "../shell/failure.tsx";
import type { Zones as Stays } from "../wire.ts";
import { instantIn } from "./instant.ts";
import { apiOf } from "./user-id.ts";

/** Where a user was when, the newest first. */
export function Zones({ userId }: { readonly userId: string }): ReactNode {
  const { data, problem, retry } = useAnswer<Stays>(apiOf(userId)("zones"));
  return (
    <section className="card part" aria-labelledby="zones">
      <h2 id="zones">Zones</h2>
      {problem !== undefined && <Failure problem={problem} retry={retry} />}
      {data?.zones.length === 0 && <p className="quiet">No device has told its zone yet.</p>}
      {data !== undefined && data.zones.length > 0 && (
        <ScrollBox label="Zones, the newest first" className="table">
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">Zone</Table.Th>
                <Table.Th scope="col">First seen</Table.Th>
                <Table.Th scope="col">Last seen</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.zones.toReversed().map(({ zone, from, to }) => (
                <Table.Tr key={from}>
                  <Table.Th scope="row">{zone}</Table.Th>
                  <Table.Td>{instantIn(from, zone)}</Table.Td>
                  <Table.Td>{instantIn(to, zone)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollBox>
      )}
    </section>
  );
}
