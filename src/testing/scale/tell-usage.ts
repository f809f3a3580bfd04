// For `node --import`: says on file descriptor 3, as the process ends, what it used.
import { writeSync } from 'node:fs';

process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  writeSync(3, JSON.stringify({ peakRssMib: maxRSS / 1024, cpuS: (userCPUTime + systemCPUTime) / 1e6 }));
});
