import type { Course } from "./course.ts";

/** Arithmetic: divisibility, parts of a whole, remainders. */
export const numbers: Course = {
  id: "numbers",
  title: "Numbers that behave",
  summary: "Factors, fractions and remainders: the three ideas behind most everyday arithmetic.",
  lessons: [
    {
      id: "factors",
      title: "Factors and primes",
      summary: "Every whole number is built from primes in exactly one way.",
      minutes: 6,
      body: [
        "A factor of a number divides it without leaving anything over. The factors of 12 are 1, 2, 3, 4, 6 and 12. They come in pairs: 1 with 12, 2 with 6, 3 with 4. So to find all factors it is enough to look up to the square root.",
        "A prime has exactly two factors, 1 and itself. Split a number into factors, split those again, and stop when only primes are left: whichever way you began, you end with the same primes.",
        "= 60 = 6 × 10 = 2 × 3 × 2 × 5 = 2² × 3 × 5",
        "The prime form answers questions quickly. The greatest common divisor of two numbers takes each prime as often as both have it; the least common multiple as often as either has it.",
        "= 12 = 2² × 3 and 18 = 2 × 3², so gcd = 2 × 3 = 6 and lcm = 2² × 3² = 36",
      ],
      problems: [
        {
          id: "factors-of-36",
          prompt: "How many factors does 36 have?",
          answer: { number: "9" },
          hint: "Pair them up: 1 with 36, 2 with 18, … One factor is its own partner.",
          explanation:
            "1, 2, 3, 4, 6, 9, 12, 18, 36. A square number always has an odd count, since its root pairs with itself.",
        },
        {
          id: "prime-91",
          prompt: "Which of these is not a prime?",
          answer: { choice: "91", choices: ["83", "89", "91", "97"] },
          hint: "Try dividing each one by 7.",
          explanation: "91 = 7 × 13. The others have no factor but 1 up to their square roots.",
        },
        {
          id: "gcd-84-120",
          prompt: "What is the greatest common divisor of 84 and 120?",
          answer: { number: "12" },
          hint: "84 = 2² × 3 × 7. What is 120?",
          explanation: "120 = 2³ × 3 × 5. Both have 2² and one 3, so the gcd is 4 × 3 = 12.",
        },
        {
          id: "lcm-buses",
          prompt:
            "One bus leaves every 12 minutes, another every 18. Both leave at 8:00. How many minutes later do they next leave together?",
          answer: { number: "36" },
          hint: "You need the smallest number that both 12 and 18 divide.",
          explanation: "The least common multiple of 12 and 18 is 36: they meet again at 8:36.",
        },
      ],
    },
    {
      id: "fractions",
      title: "Fractions and percentages",
      summary: "A part of a whole, written three ways.",
      minutes: 7,
      body: [
        "A fraction says how many parts of how many: 3/8 is three parts of eight. Multiply or divide top and bottom by the same number and the value stays: 6/16 is the same amount.",
        "To add fractions, cut both wholes into the same parts first. To multiply, take a part of a part: tops together, bottoms together.",
        "= 1/4 + 1/6 = 3/12 + 2/12 = 5/12",
        "Per cent means per hundred. A rise by 20% multiplies by 1.2; a fall by 20% multiplies by 0.8. Changes one after the other multiply, they never add: up 20% and down 20% leaves 1.2 × 0.8 = 0.96, a loss of 4%.",
      ],
      problems: [
        {
          id: "add-thirds",
          prompt: "What is 1/3 + 1/4? A fraction is fine.",
          answer: { number: "7/12" },
          hint: "Cut both into twelfths.",
          explanation: "4/12 + 3/12 = 7/12.",
        },
        {
          id: "part-of-part",
          prompt:
            "Two thirds of a class play an instrument; three quarters of those play in the orchestra. What part of the class plays in the orchestra?",
          answer: { number: "1/2" },
          hint: "A part of a part: multiply.",
          explanation: "2/3 × 3/4 = 6/12 = 1/2.",
        },
        {
          id: "up-and-down",
          prompt: "A price rises by 25% and then falls by 20%. How does it compare with the first price?",
          answer: { choice: "the same", choices: ["5% higher", "the same", "5% lower", "45% higher"] },
          hint: "Multiply: 1.25 × 0.8.",
          explanation: "1.25 × 0.8 = 1, so nothing changed.",
        },
        {
          id: "before-discount",
          prompt: "After a discount of 30% a coat costs 84. What did it cost before?",
          answer: { number: "120" },
          hint: "84 is 70% of the price you look for.",
          explanation: "84 ÷ 0.7 = 120.",
        },
      ],
    },
    {
      id: "remainders",
      title: "Clocks and remainders",
      summary: "What is left over is often all you need.",
      minutes: 6,
      body: [
        "Five hours after 10 o'clock it is 3 o'clock: you added, passed twelve and kept what was left. Counting like this is called working modulo 12. Two numbers count as the same when they leave the same remainder.",
        "Sums and products may be reduced at every step, which keeps the numbers small.",
        "= 17 × 23 modulo 5 is 2 × 3 = 6, which is 1",
        "Powers repeat. The last digit of a number is its remainder modulo 10, and the last digits of 2, 4, 8, 16, 32 run 2, 4, 8, 6, 2, … : a cycle of four. To know the last digit of a huge power, find where it falls in the cycle.",
      ],
      problems: [
        {
          id: "hundred-days",
          prompt: "Today is a Tuesday. What weekday is it in 100 days?",
          answer: {
            choice: "Thursday",
            choices: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
          },
          hint: "Weekdays repeat every 7. What does 100 leave?",
          explanation: "100 = 14 × 7 + 2, so it is two days after Tuesday.",
        },
        {
          id: "remainder-product",
          prompt: "What remainder does 38 × 47 leave when divided by 9?",
          answer: { number: "4" },
          hint: "Reduce both numbers first: 38 leaves 2.",
          explanation: "38 leaves 2 and 47 leaves 2; 2 × 2 = 4. (38 × 47 = 1786 = 198 × 9 + 4.)",
        },
        {
          id: "last-digit",
          prompt: "What is the last digit of 7 to the power of 50?",
          answer: { number: "9" },
          hint: "The last digits of powers of 7 run 7, 9, 3, 1 and repeat.",
          explanation: "50 = 12 × 4 + 2, so it is the second of the cycle: 9.",
        },
        {
          id: "hours-later",
          prompt: "A clock with twelve hours shows 9. What does it show 200 hours later?",
          answer: { number: "5" },
          hint: "200 = 16 × 12 + …",
          explanation: "200 leaves 8 modulo 12, and 9 + 8 = 17, which is 5.",
        },
      ],
    },
  ],
};
