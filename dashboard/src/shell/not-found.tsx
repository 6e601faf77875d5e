import { Anchor, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { PageHead } from "./page-head.tsx";

/** For addresses that are no page. */
export function NotFound(): ReactNode {
  return (
    <>
      <PageHead title="No such page" />
      <Text>
        Nothing is here. Go to the{" "}
        <Anchor component={Link} href="/">
          overview
        </Anchor>
        .
      </Text>
    </>
  );
}
