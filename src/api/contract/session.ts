import { boolean, type Component, component, instantText, nullable, object, optional, text } from "./schema.ts";

/** The body of `POST /api/admin/session/`. */
export const SESSION_REQUEST: Component<{ token?: string; link?: string }> = component(
  "AdminSessionRequest",
  object(
    {
      token: optional(text({ description: "An access token that carries the admin claim." })),
      link: optional(text({ description: "The secret of a link, once." })),
    },
    { additionalProperties: false },
  ),
);

/** The answer of `GET` and `POST /api/admin/session/`. */
export const SESSION: Component<{ subject: string; expires_at: string | null }> = component(
  "AdminSession",
  object({
    subject: text({ description: "Who is signed in, as the audit names them." }),
    expires_at: nullable(instantText("Null for an API key.")),
  }),
);

/** The answer of `DELETE /api/admin/session/`. */
export const SESSION_END: Component<{ ended: boolean }> = component(
  "AdminSessionEnd",
  object({ ended: boolean({ description: "Whether there was one." }) }),
);

/** The body of `POST /api/admin/links/`. */
export const LINK_REQUEST: Component<{ subject: string }> = component(
  "AdminLinkRequest",
  object(
    {
      subject: text({
        minLength: 1,
        maxLength: 200,
        pattern: "^[^\\p{Cc}\\p{Cs}]*$",
        description: "Whom the link lets in, as the audit names them.",
      }),
    },
    { additionalProperties: false },
  ),
);

/** The answer of `POST /api/admin/links/`. */
export const LINK: Component<{ path: string; expires_at: string }> = component(
  "AdminLink",
  object({
    path: text({ description: "To be opened below the address of the service.", examples: ["/admin/#link=…"] }),
    expires_at: instantText(),
  }),
);
