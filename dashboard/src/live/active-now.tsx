import type { ReactNode } from "react";
import { Link } from "wouter";
import { whole } from "../words/numbers.ts";
import { useLiveNews } from "./live-news.ts";

/** How many learners are active now, on every page. */
export function ActiveNow(): ReactNode {
  const { activeNow, isOpen } = useLiveNews();
  if (activeNow === undefined) return null;
  return (
    <Link href="/live" className={isOpen ? "active-now" : "active-now away"}>
      {whole(activeNow)} <span className="long">active </span>now
    </Link>
  );
}
