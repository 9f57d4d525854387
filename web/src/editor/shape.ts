/** Measures of cards, in canvas pixels. The cards' style sheet uses the same numbers. */
export const CARD_WIDTH = 244;
export const HEADER_HEIGHT = 40;
export const ROW_HEIGHT = 24;
export const ROW_GAP = 2;
export const BODY_PADDING = 8;
export const FAIL_HEIGHT = 24;
export const FRAME_HEADER = 36;
export const START_CHIP = 40;

/** Height of a card with that many rows; `fail` adds the line of the fail branch. */
export function cardHeight(rows: number, fail: boolean): number {
  const body = rows === 0 ? 0 : rows * ROW_HEIGHT + (rows - 1) * ROW_GAP + BODY_PADDING;
  return HEADER_HEIGHT + body + (fail ? FAIL_HEIGHT : 0);
}

/** Middle of a summary row, from the top of the card. */
export function rowMiddle(row: number): number {
  return HEADER_HEIGHT + row * (ROW_HEIGHT + ROW_GAP) + ROW_HEIGHT / 2;
}
