/** What Linux has (moby/sys signal 0.7, signal_linux.go), without `SIG` in front. */
const NAME = new RegExp(
  `^(?:SIG)?(?:${[
    ...['ABRT', 'ALRM', 'BUS', 'CHLD', 'CLD', 'CONT', 'FPE', 'HUP', 'ILL', 'INT', 'IO', 'IOT'],
    ...['KILL', 'PIPE', 'POLL', 'PROF', 'PWR', 'QUIT', 'SEGV', 'STKFLT', 'STOP', 'SYS', 'TERM'],
    ...['TRAP', 'TSTP', 'TTIN', 'TTOU', 'URG', 'USR1', 'USR2', 'VTALRM', 'WINCH', 'XCPU', 'XFSZ'],
    ...['RTMIN(?:\\+(?:[1-9]|1[0-5]))?', 'RTMAX(?:-(?:[1-9]|1[0-4]))?'],
  ].join('|')})$`,
  'i',
);

/** What BuildKit has against a STOPSIGNAL, which is a name or any number but 0. */
export function signalProblem(text: string): string | undefined {
  const isNumber = /^[+-]?[0-9]{1,18}$/.test(text);
  const isSignal = isNumber ? Number(text) !== 0 : NAME.test(text);
  return isSignal ? undefined : `invalid signal: ${text}`;
}
