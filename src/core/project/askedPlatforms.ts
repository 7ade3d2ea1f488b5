/** What somebody who builds a Dockerfile, or the project file, asks for. */
export interface AskedPlatforms {
  readonly kind: 'project-file' | 'bake' | 'compose' | 'workflow';
  /** For people: `service web in compose.yaml`, `job image, step 3 in .github/workflows/ci.yml:12`. */
  readonly who: string;
  /** As written; empty where it is not known which. */
  readonly platforms: readonly string[];
  /** Name of the stage that is built; the last one by default. */
  readonly stage?: string;
  /** Whether the result stays where it was built: a build that only tests. */
  readonly staysLocal?: boolean;
}
