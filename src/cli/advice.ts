/** Findings give the same advice, so it is the rules’. */
export { adviceFor } from '../rules/advice.ts';
