/** Rules write numbers too, so their spelling is the model’s. */
export { bytes, count, magnitude, number, shape } from '../../model/units.ts';
