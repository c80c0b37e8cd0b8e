import { parentPort } from 'node:worker_threads';
import { analyseBatch, type KeyedFile } from './analysers.ts';

/** A thread that answers each batch of files with its facts, in order. */
parentPort?.on('message', (files: readonly KeyedFile[]) => parentPort?.postMessage(analyseBatch(files), []));
