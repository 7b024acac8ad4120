import { readFileSync } from 'node:fs';

/**
 * Largest resident set of this process in MB. Linux starts `maxRSS` of a new process at its parent's size (the pages are
 * shared until exec), so the kernel's own high-water mark of the program is read where there is one.
 */
export function ownPeakMegabytes(): number {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    if (kilobytes) return Number(kilobytes) / 1024;
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS / 1024;
}
