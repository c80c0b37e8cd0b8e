/** How shells, make, env, Python and Cargo say that a program is not there, or may not be run. */
const SIGNS: readonly RegExp[] = [
  /^(?:\S+: )?(?:line )?(?:\d+: )?(?:exec: )?([^\s:]+): (?:command )?not found$/m,
  /^(?:\S+: )?(?:line )?(?:\d+: )?(\S+): Permission denied$/m,
  /^make(?:\[\d+\])?: ([^\s:]+): (?:No such file or directory|Permission denied)$/m,
  /^(?:\S*\/)?env: [‘'"]?([^\s:’'"]+)[’'"]?: No such file or directory$/m,
  /^\S*python[\d.]*: No module named ([\w.]+)/m,
  /^error: no such command: `(\S+)`/m,
];

/** A shell's exit codes for a program that may not be run, or is not there. */
const CODES: ReadonlySet<number> = new Set([126, 127]);
/** These end with codes of their own. */
const SPEAKS_FOR_ITSELF =
  /^(?:make(?:\[\d+\])?: [^\s:]+: (?:No such file|Permission denied)|\S*python[\d.]*: No module named|error: no such command: `)/m;

/** The program without which a command could not even begin; undefined when it began. */
export function missingToolOf({ exitCode, output }: { readonly exitCode: number; readonly output: string }): string | undefined {
  if (exitCode === 0 || !(CODES.has(exitCode) || SPEAKS_FOR_ITSELF.test(output))) return undefined;
  return SIGNS.map((sign) => sign.exec(output)?.[1]).find((name) => name !== undefined);
}
