import { MantineProvider } from "@mantine/core";
import { createRoot } from "react-dom/client";
import { Router } from "wouter";
import { Answers } from "./api/answers.tsx";
import { SessionGate } from "./session/session-gate.tsx";
import { Shell } from "./shell/shell.tsx";
import { THEME } from "./shell/theme.ts";
import "./styles/index.css";

const root = document.getElementById("root");
if (root === null) throw new Error("the page has no #root");

createRoot(root).render(
  <MantineProvider theme={THEME} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
    <Answers>
      <Router base={import.meta.env.BASE_URL.replace(/\/$/, "")}>
        <SessionGate>
          <Shell />
        </SessionGate>
      </Router>
    </Answers>
  </MantineProvider>,
);
