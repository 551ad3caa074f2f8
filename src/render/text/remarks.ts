/** Rules say the same sentences, so they are the model’s. */
export { remarks } from '../../model/remarks.ts';
