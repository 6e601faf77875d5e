import { type ReactNode, useEffect, useRef } from "react";
import { useLiveNews } from "../live/live-news.ts";

/** Tells when something new is concluded about a user. Of its own, since news of everybody come several times a second. */
export function Follow(props: { readonly userId: string; readonly onNews: () => void }): ReactNode {
  const { userId, onNews } = props;
  const newest = useLiveNews().facts.find((fact) => fact.user_id === userId)?.id;
  const known = useRef(newest);
  useEffect(() => {
    if (newest === known.current) return;
    known.current = newest;
    onNews();
  }, [newest, onNews]);
  return null;
}
