namespace Paracle.Simulation.Internal;

/// <summary>One token of an answer: a chunk of text, or a fragment of a tool call's arguments.</summary>
/// <param name="Text">The chunk or fragment.</param>
/// <param name="Call">The tool call it belongs to; null for text.</param>
/// <param name="CallIndex">That call's place among the calls.</param>
/// <param name="Block">The place of the text or call among all of the answer's content.</param>
/// <param name="IsFirst">Whether it begins its block.</param>
/// <param name="IsLast">Whether it ends its block.</param>
internal readonly record struct AnswerPiece(string Text, ModelToolCall? Call, int CallIndex, int Block, bool IsFirst, bool IsLast);
