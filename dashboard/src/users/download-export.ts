import { ApiProblem, problemOf } from "../api/problem.ts";
import { apiOf } from "./user-id.ts";

/** Saves everything that is stored about a user as a file of this device. @throws ApiProblem */
export async function downloadExport(userId: string, reason: string): Promise<void> {
  const response = await fetch(`${apiOf(userId)("export")}?${new URLSearchParams({ reason })}`).catch(() => {
    throw new ApiProblem("unreachable", 0, "The server cannot be reached. Look at the network, then try again.");
  });
  if (!response.ok) throw await problemOf(response);
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = `${userId.replaceAll(/[^\w.-]/g, "_")}.json`;
  link.click();
  URL.revokeObjectURL(address);
}
