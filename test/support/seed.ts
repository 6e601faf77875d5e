import fc from "fast-check";

/** The same generated cases in every run; DAYSTREAK_PROPERTY_SEED looks elsewhere. */
fc.configureGlobal({ seed: Number(process.env.DAYSTREAK_PROPERTY_SEED ?? 20260301) });
