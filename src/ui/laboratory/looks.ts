/** What is shown of where samples come from: as the reader wishes, for every scatter of an editor. */
export interface ScatterLooks {
  /** Where the first samples have been lately. */
  readonly trails: boolean;
  /** Colours by where each sample began. */
  readonly origins: boolean;
}

export const PLAIN: ScatterLooks = { trails: false, origins: false };
