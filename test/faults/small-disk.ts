import { execFileSync } from "node:child_process";
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const SIZE_MB = 24;
/** The shared memory of a container, where nothing may be mounted. */
const SHARED_MEMORY = "/dev/shm";
const LARGEST_SHARED_MEMORY = 256 * 1024 * 1024;

/** A file system so small that a test can fill it. */
export interface SmallDisk {
  readonly path: string;
  /** Takes all room that is left. */
  fill(): void;
  /** Gives it back. */
  free(): void;
  /** Forbids or allows writing; only a mount of our own can. */
  setReadOnly?(isReadOnly: boolean): void;
  dispose(): void;
}

/**
 * Mounts a small tmpfs, or uses the shared memory of a container where that is small.
 * @throws Error that says what is needed where neither can be had
 */
export function openSmallDisk(): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), "daystreak-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${SIZE_MB}m`, "tmpfs", folder], { stdio: "pipe" });
  } catch (cause) {
    rmSync(folder, { recursive: true });
    return inSharedMemory(cause);
  }
  const disk = diskAt(folder, () => {
    execFileSync("umount", ["--lazy", folder]);
    rmSync(folder, { recursive: true });
  });
  return {
    ...disk,
    setReadOnly: (isReadOnly) => {
      execFileSync("mount", ["-o", `remount,${isReadOnly ? "ro" : "rw"}`, folder], { stdio: "pipe" });
    },
  };
}

function inSharedMemory(cause: unknown): SmallDisk {
  const size = sizeOf(SHARED_MEMORY);
  if (size === 0 || size > LARGEST_SHARED_MEMORY) {
    throw new Error(
      "The tests of a full disk need a small file system: run them as root where a tmpfs can be mounted (a container " +
        "needs --cap-add SYS_ADMIN), or in a container whose /dev/shm is small (--shm-size 64m, the default).",
      { cause },
    );
  }
  const folder = mkdtempSync(join(SHARED_MEMORY, "daystreak-disk-"));
  return diskAt(folder, () => rmSync(folder, { recursive: true }));
}

function sizeOf(path: string): number {
  try {
    const { blocks, bsize } = statfsSync(path);
    return blocks * bsize;
  } catch {
    return 0;
  }
}

function diskAt(path: string, dispose: () => void): SmallDisk {
  chmodSync(path, 0o755);
  const ballast = join(path, "ballast");
  return {
    path,
    fill() {
      const file = openSync(ballast, "w");
      try {
        for (let size = 1 << 20; size >= 1; ) {
          try {
            if (writeSync(file, Buffer.alloc(size)) < size) size >>= 1;
          } catch (error) {
            if ((error as { code?: string }).code !== "ENOSPC") throw error;
            size >>= 1;
          }
        }
      } finally {
        closeSync(file);
      }
    },
    free: () => rmSync(ballast),
    dispose,
  };
}
