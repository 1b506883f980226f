// Loaded before a program: writes its peak memory in kilobytes to the file that PEAK_MEMORY_FILE names when it ends.

const { writeFileSync } = require('node:fs');

process.on('exit', () => writeFileSync(process.env.PEAK_MEMORY_FILE, String(process.resourceUsage().maxRSS)));
