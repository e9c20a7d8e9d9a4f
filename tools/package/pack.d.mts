export interface Packed {
  readonly tarball: string;
  readonly size: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}
export function pack(): Promise<Packed>;
