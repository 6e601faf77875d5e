import { NavLink } from "@mantine/core";
import type { ReactNode } from "react";
import { Link, useLocation, useSearchParams } from "wouter";
import { Icon } from "./icons.tsx";
import { PAGES } from "./pages.ts";
import { sharedSearch } from "./view.ts";

/** The menu. What is looked at (dates, group) stays the same from page to page. */
export function Navigation({ onGo }: { readonly onGo?: () => void }): ReactNode {
  const [location] = useLocation();
  const [search] = useSearchParams();
  return (
    <nav aria-label="Pages" className="navigation">
      {PAGES.map(({ path, title, icon }) => {
        const isHere = path === "/" ? location === "/" : location.startsWith(path);
        return (
          <NavLink
            key={path}
            component={Link}
            href={`${path}${sharedSearch(search)}`}
            label={title}
            leftSection={<Icon name={icon} />}
            active={isHere}
            aria-current={isHere ? "page" : undefined}
            {...(onGo !== undefined && { onClick: onGo })}
          />
        );
      })}
    </nav>
  );
}
