import { raw } from 'hono/html';

/** The pages' style sheet. */
export const STYLE = raw(`
  :root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 16%, transparent) }
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 1.5rem auto; padding: 0 1rem }
  nav { float: right; font-size: .85rem } h1 { font-size: 1.3rem } h3 { margin: .2rem 0 }
  .message { padding: .6rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere } .message p { margin: .25rem 0 }
  .who { font-weight: 700 } time, .quiet { opacity: .65; font-size: .82rem } .thread { margin: 0 0 .5rem; font-size: .9rem }
  .replies { margin-left: 1rem; padding-left: 1rem; border-left: 3px solid var(--line) }
  .only { background: color-mix(in srgb, gold 10%, transparent); padding-inline: .6rem }
  .actions { display: flex; flex-wrap: wrap; gap: .5rem; margin: .4rem 0 } .actions form { margin: 0 }
  .button { font: inherit; font-weight: 600; padding: .25rem .8rem; border: 1px solid var(--line); border-radius: 5px;
    background: transparent; color: inherit; cursor: pointer; text-decoration: none }
  .primary { background: #007a5a; color: #fff } .danger { background: #c01343; color: #fff }
  .reaction { border: 1px solid var(--line); border-radius: 1rem; padding: 0 .5rem; font-size: .8rem }
  .command, .modal { margin: 1.2rem 0; padding: .8rem; border: 1px solid var(--line); border-radius: 6px }
  .command { display: flex; gap: .6rem; align-items: center } .command label { flex: 1; display: flex; gap: .5rem } .command input { flex: 1 }
  .modal textarea { display: block; width: 100%; margin: .3rem 0 .8rem; font: inherit; box-sizing: border-box }
  pre { overflow-x: auto; padding: .5rem; border: 1px solid var(--line); border-radius: 4px }
`);
