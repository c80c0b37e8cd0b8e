import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Collection, openCollector } from '../collection.ts';
import { analyseFile } from '../source/analyse-file.ts';

/** A file to analyse, with the key its facts get. */
export interface KeyedFile {
  readonly key: string;
  readonly path: string;
  readonly content: Uint8Array;
}

/** Analyses files, on this thread or on others. */
export interface Analysers {
  /** How many batches are worth having under way. */
  readonly width: number;
  analyse(files: readonly KeyedFile[]): Promise<Collection>;
  close(): Promise<void>;
}

/** Fewer files are done before a thread has started. */
const WORTH_A_THREAD = 400;
const MAX_THREADS = 4;
/** Beside this module as it is run, from its source or a bundle. */
const PROGRAM = new URL(`./analysing-thread${extname(import.meta.url)}`, import.meta.url);

/** Opens what a number of files is worth. */
export function openAnalysers(files: number, program = PROGRAM): Analysers {
  const threads = Math.min(MAX_THREADS, availableParallelism(), Math.floor(files / WORTH_A_THREAD));
  if (threads < 2) return { width: 1, analyse: async (batch) => analyseBatch(batch), close: async () => undefined };
  const workers = Array.from({ length: threads }, () => openThread(program));
  let turn = 0;
  return {
    width: threads * 2,
    analyse: (batch) => {
      turn += 1;
      const worker = workers[turn % workers.length];
      return worker ? worker.analyse(batch) : Promise.resolve(analyseBatch(batch));
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.close()));
    },
  };
}

/** Analyses files on this thread. */
export function analyseBatch(files: readonly KeyedFile[]): Collection {
  const collector = openCollector();
  for (const { key, path, content } of files) collector.add(key, analyseFile(path, Buffer.from(content)));
  return collector.finish();
}

interface AnalysingThread {
  analyse(files: readonly KeyedFile[]): Promise<Collection>;
  close(): Promise<void>;
}

/** A thread of its own; where it cannot start, or ends early, its files are analysed on this one. */
function openThread(program: URL): AnalysingThread {
  const worker = new Worker(program);
  const waiting: { files: readonly KeyedFile[]; resolve: (facts: Collection) => void }[] = [];
  let gone = false;
  const giveUp = (): void => {
    gone = true;
    for (const { files, resolve } of waiting.splice(0)) resolve(analyseBatch(files));
  };
  worker.on('message', (facts: Collection) => waiting.shift()?.resolve(facts));
  worker.on('error', giveUp);
  worker.on('exit', giveUp);
  return {
    analyse: async (files) => {
      if (gone) return analyseBatch(files);
      return new Promise((resolve) => {
        waiting.push({ files, resolve });
        worker.postMessage(files, []);
      });
    },
    close: async () => {
      await worker.terminate();
    },
  };
}
