/** What we use of Sentry's SDK, in a module of its own: it is loaded when the first error is reported, and without the rest of the SDK. */
export { captureException, flush, init } from '@sentry/node';
