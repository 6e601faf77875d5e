import { Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";

/** The heading of a page, which names the window, too. */
export function PageHead(props: { readonly title: string; readonly children?: ReactNode }): ReactNode {
  const { title, children } = props;
  useEffect(() => {
    document.title = `${title} · Daystreak`;
  }, [title]);
  return (
    <div className="page-head">
      <Title order={1} size="h2">
        {title}
      </Title>
      {children}
    </div>
  );
}
