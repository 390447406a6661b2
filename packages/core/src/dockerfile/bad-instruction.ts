/** Why an instruction cannot be read, as a sentence after its keyword. Whoever knows the line gives it a place. */
export class BadInstructionError extends Error {}
