/** A call that was refused or did not arrive. The text says what to do. */
export class ApiProblem extends Error {
  /** The stable code of the API, or `unreachable`. */
  readonly code: string;
  /** The HTTP status; 0 where no answer came. */
  readonly status: number;

  constructor(code: string, status: number, detail: string) {
    super(detail);
    this.name = "ApiProblem";
    this.code = code;
    this.status = status;
  }
}

/** What a refusal says. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  try {
    const { code, detail } = (await response.json()) as { code?: unknown; detail?: unknown };
    if (typeof code === "string") return new ApiProblem(code, response.status, String(detail ?? code));
  } catch {}
  return new ApiProblem(
    "unreachable",
    response.status,
    `The server answered ${response.status}. Try again in a moment.`,
  );
}
