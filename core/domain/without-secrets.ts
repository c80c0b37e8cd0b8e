/**
 * Shapes of well-known credentials: GitHub, GitLab, Slack, AWS, Google, npm, Stripe and Anthropic/OpenAI keys, JWTs, bearer headers,
 * `user:password@` of an address, PEM blocks.
 */
const SECRET =
  /\b(gh[pousr]_\w{16,}|github_pat_\w{16,}|glpat-[\w-]{16,}|xox[a-z]-[\w-]{8,}|(?:AKIA|ASIA)[A-Z0-9]{16}|AIza[\w-]{30,}|npm_\w{30,}|[rs]k_(?:live|test)_\w{16,}|sk-[\w-]{16,}|eyJ[\w-]{8,400}\.[\w-]+\.[\w-]+)|(bearer|basic)\s+[\w.+/=-]{8,}|(?<=:\/\/)[^\s/:@]+:[^\s/@]+(?=@)|(?<=aws_?secret_?access_?key["'\s:=]{1,6})[\w/+=]{40}|-----BEGIN [A-Z ]*PRIVATE KEY[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/gi;

/** Takes the well-known shapes of credentials out of a text. */
export function withoutSecrets(text: string): string {
  return text.replace(SECRET, '[secret]');
}
