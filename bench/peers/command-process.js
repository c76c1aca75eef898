/** Runs the command line, and sends the seconds of CPU that its process takes, from its start on. */
process.once('exit', () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  process.send?.((userCPUTime + systemCPUTime) / 1e6);
});
await import('../../cli/labelwire.js');
