// Plain JavaScript, so that a Node too old to read TypeScript still gets the sentence below.
const NEEDED = 24;
const major = Number(process.versions.node.split('.')[0]);

if (major < NEEDED) {
  process.stderr.write(
    `Stepwright needs Node ${NEEDED} or newer, and this is ${process.version}: run "npm ci" once and then "npm start", which brings its own.\n`,
  );
  process.exit(1);
}

const { main } = await import('./command.ts');
await main(process.argv.slice(2));
