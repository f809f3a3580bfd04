/** The CPUs that a set such as "0", "1-3" or "0,4-5" names, as the kernel writes it; an empty text names none. */
export function cpusInSet(set: string): number[] {
  return set
    .split(',')
    .filter((part) => part !== '')
    .flatMap((part) => {
      const [first = 0, last = first] = part.split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    });
}
