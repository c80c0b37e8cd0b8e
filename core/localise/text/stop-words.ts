const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    'a about above after again all also although always am an and any anyone are as at be because been before being below between both ' +
    'but by can cannot could did didn do does doesn doing don done down during each either else even ever every few for from further get ' +
    'gets give given go going good got had has have having he hello hence her here hi hers him his how however i if in instead into is ' +
    'isn it its itself just know let like ll look looks lot made make makes making many may maybe me might more most much must my need ' +
    'needed needs neither never no nor not nothing now of off often ok on once only or other otherwise our out over own per perhaps ' +
    'please quite rather re really same say says see seem seems seen shall she should shouldn since so some something still such sure ' +
    'than thank thanks that the their them then there these they thing things think this those though through thus to today together ' +
    'too try trying two under until up upon us very via ve want wanted wants was wasn way we well were what when where whether which ' +
    'while who whole whom whose why will with within without won would wouldn yes yet you your'
  ).split(' '),
);

/** Words of English that tell nothing about code; in small letters. */
export function isStopWord(word: string): boolean {
  return STOP_WORDS.has(word);
}
