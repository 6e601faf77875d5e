import type { Dialect } from "./dialect.ts";

/**
 * Step 10: notices: what a user wants of them (in the user's own row), what was decided, what is on its way to which address,
 * and what became of it. What waits to be sent is found by channel and bucket.
 */
export function addNotices({ types, table, narrow, rewritten }: Dialect): string[] {
  const { text, int, big, date, json, bool } = types;
  return [
    `ALTER TABLE ${table("user_state")} ADD COLUMN notices ${json}`,
    `CREATE TABLE ${table("notice")} (
      user_id ${text} NOT NULL,
      id ${text} NOT NULL,
      kind ${text} NOT NULL,
      about ${text} NOT NULL,
      date ${date} NOT NULL,
      at ${big} NOT NULL,
      due_at ${big} NOT NULL,
      expires_at ${big} NOT NULL,
      version ${big} NOT NULL,
      variant ${text} NOT NULL,
      variant_ppm ${int} NOT NULL,
      held_out ${bool} NOT NULL,
      holdout_ppm ${int} NOT NULL,
      channels ${json} NOT NULL,
      data ${json} NOT NULL,
      PRIMARY KEY (user_id, id)
    )${narrow}`,
    `CREATE INDEX notice_date ON ${table("notice")} (date)`,
    `CREATE TABLE ${table("notice_delivery")} (
      user_id ${text} NOT NULL,
      notice_id ${text} NOT NULL,
      channel ${text} NOT NULL,
      address ${text} NOT NULL,
      bucket ${int} NOT NULL,
      state ${text} NOT NULL,
      next_at ${big},
      attempts ${int} NOT NULL,
      expires_at ${big} NOT NULL,
      sent_at ${big},
      receipt ${text},
      error ${text},
      PRIMARY KEY (user_id, notice_id, channel, address)
    )${rewritten}`,
    `CREATE INDEX notice_delivery_next ON ${table("notice_delivery")} (channel, bucket, next_at) WHERE next_at IS NOT NULL`,
    `CREATE TABLE ${table("notice_address")} (
      user_id ${text} NOT NULL,
      channel ${text} NOT NULL,
      id ${text} NOT NULL,
      address ${text} NOT NULL,
      created_at ${big} NOT NULL,
      PRIMARY KEY (user_id, channel, id)
    )${narrow}`,
    `CREATE TABLE ${table("notice_mark")} (
      user_id ${text} NOT NULL,
      notice_id ${text} NOT NULL,
      mark ${text} NOT NULL,
      at ${big} NOT NULL,
      PRIMARY KEY (user_id, notice_id, mark)
    )${narrow}`,
  ];
}
