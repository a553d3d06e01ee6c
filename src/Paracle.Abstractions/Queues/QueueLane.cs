namespace Paracle;

/// <summary>A leased lane. Everything done with it is checked against its fencing token.</summary>
/// <param name="Queue">The queue's name.</param>
/// <param name="Lane">The lane's number, from 0.</param>
/// <param name="Owner">Who leased it.</param>
/// <param name="FencingToken">Grows with every new lease of the lane. A sink stores it beside its effect and refuses smaller ones.</param>
/// <param name="ExpiresAt">When the lease ends unless renewed, UTC.</param>
public sealed record QueueLane(string Queue, int Lane, string Owner, long FencingToken, DateTimeOffset ExpiresAt);
