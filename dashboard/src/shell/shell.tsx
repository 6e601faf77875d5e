import { ActionIcon, CloseButton, Drawer, Loader } from "@mantine/core";
import { type ReactNode, Suspense, useState } from "react";
import { Link, Route, Switch } from "wouter";
import { ActiveNow } from "../live/active-now.tsx";
import { useSession } from "../session/use-session.ts";
import { ColorSchemeButton } from "./color-scheme.tsx";
import { Flame, Icon } from "./icons.tsx";
import { Navigation } from "./navigation.tsx";
import { NotFound } from "./not-found.tsx";
import { INNER_PAGES, PAGES } from "./pages.ts";

/** The frame of every page: header, menu, and the page itself. */
export function Shell(): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const { session, signOut } = useSession();
  return (
    <div className="shell">
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <header className="header">
        <ActionIcon
          className="only-phone"
          variant="subtle"
          color="gray"
          size="lg"
          aria-label="Menu"
          aria-expanded={isOpen}
          onClick={() => setOpen(true)}
        >
          <Icon name="menu" />
        </ActionIcon>
        <Link href="/" className="brand">
          <Flame />
          Daystreak
        </Link>
        <span className="spring" />
        <ActiveNow />
        <ColorSchemeButton />
        {session !== undefined && (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={`Sign out ${session.subject}`}
            title={`Sign out ${session.subject}`}
            onClick={() => void signOut()}
          >
            <Icon name="out" />
          </ActionIcon>
        )}
      </header>
      <aside className="side">
        <Navigation />
      </aside>
      <Drawer.Root opened={isOpen} onClose={() => setOpen(false)} size="xs" lockScroll={false}>
        <Drawer.Overlay />
        <Drawer.Content aria-label="Menu">
          <Drawer.Body>
            <CloseButton className="close-menu" aria-label="Close the menu" onClick={() => setOpen(false)} />
            <Navigation onGo={() => setOpen(false)} />
          </Drawer.Body>
        </Drawer.Content>
      </Drawer.Root>
      <main id="main" className="main" tabIndex={-1}>
        <Suspense fallback={<Loader aria-label="Opening" />}>
          <Switch>
            {[...PAGES, ...INNER_PAGES].map(({ path, component }) => (
              <Route key={path} path={path} component={component} />
            ))}
            <Route component={NotFound} />
          </Switch>
        </Suspense>
      </main>
    </div>
  );
}
