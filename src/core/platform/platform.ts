/**
 * What an image is made for. Words are lower case once normalised.
 *
 * @example { os: 'linux', architecture: 'arm', variant: 'v7' }
 */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
  /** Windows build, e.g. `10.0.20348.2227`. */
  readonly osVersion?: string;
  readonly osFeatures?: readonly string[];
}
