namespace Paracle.Cache.Internal;

/// <summary>The state of a key's counter of changes at one moment.</summary>
internal readonly record struct ChangeMark(int Stripe, int Changes, int All);
