const KNOWN: ReadonlySet<string> = new Set([
  'aix',
  'android',
  'darwin',
  'dragonfly',
  'freebsd',
  'hurd',
  'illumos',
  'ios',
  'js',
  'linux',
  'nacl',
  'netbsd',
  'openbsd',
  'plan9',
  'solaris',
  'windows',
  'zos',
]);

/**
 * Whether a normalised word alone names an operating system (containerd/platforms v1.0.0-rc.4,
 * database.go). In a specifier of two or three parts any word will do.
 */
export function isKnownOs(os: string): boolean {
  return KNOWN.has(os);
}

/** The one spelling of an operating system: lower case, `macos` is `darwin`. */
export function normalizeOs(os: string): string {
  const lower = os.toLowerCase();
  return lower === 'macos' ? 'darwin' : lower;
}
