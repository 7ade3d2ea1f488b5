/** A Docker engine, as it describes itself. */
export interface Engine {
  /** E.g. `28.5.1`. */
  readonly version: string;
  /** Go words, e.g. `linux` and `arm64`. */
  readonly os: string;
  readonly architecture: string;
  /** Release of the kernel that it runs on, e.g. `6.1.0-28-amd64`. */
  readonly kernel: string;
  /** The containerd image store can hold several platforms of an image, the classic one cannot. */
  readonly imageStore: 'containerd' | 'classic';
}
