/** First release whose containers outlive its own build: Windows Server 2022. */
const LTSC_2022 = 20348;
const LTSC_2025 = 26100;

/** The parts of an OS version such as `10.0.20348.2227` that decide what runs where. */
interface WindowsVersion {
  readonly major: number;
  readonly minor: number;
  readonly build: number;
}

const VERSION = /^(\d+)\.(\d+)\.(\d+)(?:\.|$)/;

/**
 * Whether a Windows host of one OS version takes a container of another. Either may be '', and then
 * nothing speaks against it. Source: containerd/platforms v1.0.0-rc.4, platform_windows_compat.go.
 */
export function runsWindowsVersion(host: string, container: string): boolean {
  const hostVersion = readVersion(host);
  if (hostVersion === undefined || container === '') return true;
  const version = readVersion(container);
  return (
    version?.major === hostVersion.major &&
    version.minor === hostVersion.minor &&
    runsWindowsBuild(hostVersion.build, version.build)
  );
}

/**
 * Whether a Windows host takes a container by their build numbers: before Windows Server 2022 only the
 * same build, from then on everything back to the previous long-term release.
 */
export function runsWindowsBuild(host: number, container: number): boolean {
  if (host < LTSC_2022) return host === container;
  const oldest = host > LTSC_2025 ? LTSC_2025 : LTSC_2022;
  return oldest <= container && container <= host;
}

/** Undefined for what is no version, and for 0.0.0, which stands for none. */
function readVersion(text: string): WindowsVersion | undefined {
  const [, ...parts] = VERSION.exec(text) ?? [];
  const [major = 0, minor = 0, build = 0] = parts.map(Number);
  const isVersion = major <= 0xff && minor <= 0xff && build <= 0xffff;
  return isVersion && major + minor + build > 0 ? { major, minor, build } : undefined;
}
