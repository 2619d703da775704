namespace Functional.Core;

/// <summary>
/// A part of a record or class that belongs to its structure and not to its numbers, such as a size, a name or an activation: no transform touches it,
/// two trees that must agree have it equal, and a compiled function keeps one program for each value of it, by Equals. It must not change, and holds no tensor.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class StaticAttribute : Attribute;
