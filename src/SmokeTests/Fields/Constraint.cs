namespace SmokeTests.Fields;

/// <summary>Why a browser would not send a form with this value: HTML's constraint validation, by its names.</summary>
internal enum Constraint
{
    CustomError,
    ValueMissing,
    TypeMismatch,
    PatternMismatch,
    TooLong,
    TooShort,
    RangeUnderflow,
    RangeOverflow,
    StepMismatch,
    BadInput,
}
