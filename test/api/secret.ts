/** The secret of every token of these tests. */
export const SECRET = "a-secret-of-at-least-thirty-two-bytes";
