import { ownType } from "../../runtime/own/identity.ts";

/** The first digits of a type's hash, which tell versions apart for people. */
export const versionOf = (type: string): string => ownType(type)?.hash?.slice(0, 8) ?? "";
