import type { SpecToWrite } from '../encodeSpec.ts';

/** A manifest list that a script makes. Names may hold variables of the shell: `${TAG}`. */
export interface ConvertedList extends SpecToWrite {
  /** What the script says; what the images are when it is left out. */
  readonly type?: 'docker' | 'oci';
}

/** A spec file that a script pushes as it is. */
export interface PushedSpec {
  readonly file: string;
  readonly type?: 'docker' | 'oci';
}
