import type { Course } from "./course.ts";

/** Logic, counting and probability. */
export const reasoning: Course = {
  id: "reasoning",
  title: "Reasoning and chance",
  summary: "What follows, in how many ways, and how likely: thinking that holds when intuition does not.",
  lessons: [
    {
      id: "if-then",
      title: "If, then, and not",
      summary: "An implication says less than it seems to, and more.",
      minutes: 6,
      body: [
        "“If it rains, the street is wet” promises something about rainy days only. A wet street on a dry day breaks no promise: somebody may have washed a car. The only way to break it is rain and a dry street.",
        "Turning it round (“if the street is wet, it rained”) is a new claim. Turning it round and denying both halves (“if the street is dry, it did not rain”) is the same claim in other words, the contrapositive.",
        "To deny “all” it takes one exception; to deny “some” it takes all. Not “all swans are white” means: at least one swan is not white.",
        "= not (A and B) is (not A) or (not B)",
      ],
      problems: [
        {
          id: "contrapositive",
          prompt: "“If the alarm is set, the red light is on.” Which statement says the same?",
          answer: {
            choice: "If the red light is off, the alarm is not set.",
            choices: [
              "If the red light is on, the alarm is set.",
              "If the alarm is not set, the red light is off.",
              "If the red light is off, the alarm is not set.",
              "The alarm is set and the red light is on.",
            ],
          },
          hint: "Turn it round and deny both halves.",
          explanation:
            "That is the contrapositive. The light may be on for other reasons, so the first two do not follow.",
        },
        {
          id: "four-cards",
          prompt:
            "Each card has a letter on one side and a number on the other. You see A, K, 4 and 7. How many must you turn over to check “a vowel has an even number behind it”?",
          answer: { number: "2" },
          hint: "Which cards could break the promise? Only a vowel with an odd number does.",
          explanation:
            "A (an odd number behind it would break the rule) and 7 (a vowel behind it would). K and 4 cannot break it.",
        },
        {
          id: "not-all",
          prompt: "What is the denial of “every learner solved some problem”?",
          answer: {
            choice: "Some learner solved no problem.",
            choices: [
              "No learner solved any problem.",
              "Some learner solved no problem.",
              "Every learner left some problem unsolved.",
              "Some problem was solved by nobody.",
            ],
          },
          hint: "One exception is enough to deny “every”.",
          explanation: "“Not every … some” becomes “some … none”.",
        },
        {
          id: "knights",
          prompt:
            "Knights always tell the truth, knaves always lie. Ada says: “Both of us are knaves.” What is her companion Ben? (knight or knave)",
          answer: { word: ["knight", "a knight"] },
          hint: "Can a knight call herself a knave?",
          explanation:
            "No knight can say it, so Ada is a knave and her sentence is false: they are not both knaves, so Ben is a knight.",
        },
      ],
    },
    {
      id: "counting",
      title: "Counting without listing",
      summary: "Choices multiply; order may or may not matter.",
      minutes: 7,
      body: [
        "Three shirts and four pairs of trousers make 3 × 4 = 12 outfits. When one choice follows another and the number of options does not depend on what was taken, choices multiply.",
        "Arranging n different things in a row leaves n options for the first place, n − 1 for the next, and so on: n! in all. Five books stand on a shelf in 120 orders.",
        "If the order does not matter, count with order and divide by the number of orders that are the same to you. Two out of five: 5 × 4 ordered pairs, each pair counted twice, so 10.",
        "= choosing 3 of 7: (7 × 6 × 5) ÷ (3 × 2 × 1) = 35",
      ],
      problems: [
        {
          id: "pin-codes",
          prompt: "How many four-digit codes (0000 to 9999) have four different digits?",
          answer: { number: "5040" },
          hint: "Ten options for the first digit, nine for the next, …",
          explanation: "10 × 9 × 8 × 7 = 5040: just over half of all codes.",
        },
        {
          id: "handshakes",
          prompt: "Eight people meet and everyone shakes hands with everyone once. How many handshakes?",
          answer: { number: "28" },
          hint: "Choose 2 of 8; the order does not matter.",
          explanation: "8 × 7 ÷ 2 = 28.",
        },
        {
          id: "letters-of-level",
          prompt: "In how many different orders can the letters of LEVEL be written?",
          answer: { number: "30" },
          hint: "5! orders of five letters, but two are L and two are E.",
          explanation: "120 ÷ 2 ÷ 2 = 30.",
        },
        {
          id: "committee",
          prompt:
            "A team of 3 is chosen from 5 teachers and 4 learners and must have at least one learner. How many teams are there?",
          answer: { number: "74" },
          hint: "Count all teams, then take away those without a learner.",
          explanation: "Choosing 3 of 9 gives 84; choosing 3 of the 5 teachers gives 10; 84 − 10 = 74.",
        },
      ],
    },
    {
      id: "probability",
      title: "Probability",
      summary: "Favourable over possible, and what new evidence does to it.",
      minutes: 8,
      body: [
        "When all outcomes are equally likely, the probability of an event is the number of outcomes in which it happens over the number of all outcomes. Two dice have 36 outcomes; six of them add to 7.",
        "= P(sum is 7) = 6/36 = 1/6",
        "“At least one” is easiest from behind: it is everything except “none”. Independent events multiply, so at least one six in four throws has probability 1 − (5/6)⁴, about 52%.",
        "Evidence cuts down the outcomes that are still possible. A family has two children, and you learn that at least one is a girl. Three of the four equally likely cases remain, and in one of them both are girls: 1/3, not 1/2.",
      ],
      problems: [
        {
          id: "two-dice-8",
          prompt: "Two fair dice are thrown. What is the probability that they add to 8? A fraction is fine.",
          answer: { number: "5/36" },
          hint: "2 + 6, 3 + 5, 4 + 4, …: count ordered pairs.",
          explanation: "(2,6), (3,5), (4,4), (5,3), (6,2): 5 of 36.",
        },
        {
          id: "three-coins",
          prompt: "Three fair coins are thrown. What is the probability of at least one head?",
          answer: { number: "7/8" },
          hint: "Start from behind: what is the probability of no head at all?",
          explanation: "1 − 1/8 = 7/8.",
        },
        {
          id: "two-aces",
          prompt:
            "Two cards are drawn from a deck of 52 without putting one back. What is the probability that both are aces?",
          answer: { number: "1/221" },
          hint: "4/52 for the first. How many aces and cards are left?",
          explanation: "4/52 × 3/51 = 12/2652 = 1/221.",
        },
        {
          id: "rare-test",
          prompt:
            "One person in a hundred has a condition. A test finds it always, and is wrongly positive for 1 in 11 of the others. You test positive. What is the probability that you have it?",
          answer: { number: "1/10" },
          hint: "Think of 100 people. How many test positive in all?",
          explanation: "Of 100 people one has it and tests positive; of the other 99, nine do too. So 1 of 10.",
        },
      ],
    },
  ],
};
