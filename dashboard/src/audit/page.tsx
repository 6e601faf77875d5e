import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { PageHead } from "../shell/page-head.tsx";
import { AuditTable } from "./audit-table.tsx";

/** Everything that support and administration did. */
export function Page(): ReactNode {
  return (
    <>
      <PageHead title="Audit" />
      <Text c="dimmed" className="under-head">
        Acts of support and administration, with who did them and why. Of users who were erased no id is left.
      </Text>
      <section className="card" aria-label="Acts">
        <AuditTable />
      </section>
    </>
  );
}
