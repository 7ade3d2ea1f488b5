/** What a request shows to be let in. */
export interface Authorization {
  /** The `Authorization` header: a secret. */
  readonly header: string;
  readonly login: Login;
}

/** The login behind a request. Never holds the login itself. */
export interface Login {
  /** Where docker keeps it, e.g. `auths` or `credHelpers`; absent when there is none. */
  readonly source?: string;
  /** Why there is none, when the one who keeps it failed. */
  readonly problem?: string;
}
