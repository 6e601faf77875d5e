/**
 * Every way Daystreak can refuse something, with the HTTP status that says so.
 * Codes are stable: clients may branch on them. Texts may change.
 */
const STATUS_BY_CODE = {
  activity_invalid: 422,
  at_invalid: 422,
  at_out_of_range: 422,
  too_late: 422,
  zone_invalid: 422,
  type_invalid: 422,
  type_unknown: 422,
  type_forbidden: 403,
  id_or_ref_required: 422,
  ref_invalid: 422,
  id_invalid: 422,
  user_id_invalid: 422,
  rules_invalid: 422,
  settings_invalid: 422,
  address_invalid: 422,
  date_invalid: 422,
  range_invalid: 422,
  cursor_invalid: 422,
  body_invalid: 400,
  json_invalid: 400,
  request_invalid: 400,
  token_invalid: 401,
  credentials_missing: 401,
  scope_missing: 403,
  origin_forbidden: 403,
  not_found: 404,
  user_unknown: 404,
  user_erased: 410,
  method_not_allowed: 405,
  media_type_unsupported: 415,
  body_too_large: 413,
  nothing_to_restore: 409,
  restore_too_late: 409,
  no_restores: 409,
  freeze_cap_reached: 409,
  tracking_off: 409,
  conflict: 409,
  rate_limited: 429,
  app_unreachable: 502,
  app_answer_invalid: 502,
  app_timeout: 504,
  receiver_gone: 502,
  overloaded: 503,
  storage_unavailable: 503,
  schema_too_new: 500,
  config_invalid: 500,
  closed: 503,
  internal: 500,
} as const;

/** A stable, machine-readable reason. */
export type ErrorCode = keyof typeof STATUS_BY_CODE;

/** All codes, for documentation and for clients that want to be exhaustive. */
export const ERROR_CODES: readonly ErrorCode[] = Object.keys(STATUS_BY_CODE) as ErrorCode[];

/** The HTTP status with which the API answers a code. */
export function statusOf(code: ErrorCode): number {
  return STATUS_BY_CODE[code];
}

/** The one error class of Daystreak. `message` says what to do; `cause` keeps what happened underneath. */
export class DaystreakError extends Error {
  readonly code: ErrorCode;
  /** Whom the failure of a batch concerns, where that is known: the others can be written without them. */
  readonly userIds: readonly string[] | undefined;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown; userIds?: readonly string[] }) {
    super(message, options);
    this.name = "DaystreakError";
    this.code = code;
    this.userIds = options?.userIds;
  }
}
